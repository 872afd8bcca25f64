"""What the forecast assumes: docs/forecast.md. Without numpy, so that a page can tell it too."""

# All as deficits: 0.01 is one percent of the time.
FIELD_MEAN = 0.02  # of somebody of whom nothing is known
LEVEL_SPREAD = 0.012  # between skaters, the same on all distances
DISTANCE_SPREAD = 0.015  # of one skater between distances far apart
DISTANCE_REACH = 1.0  # in log distance: half as long again is near, ten times as long is far
RACE_SPREAD = 0.005  # from race to race
ICE_SPREAD = 0.005  # this tournament against where personal bests are skated
DAY_SPREAD = 0.003  # from event to event
BEST_LEAD = {"personal best": 0.005, "season best": 0.002, "here": 0.0}  # how much better than usual it is
BEST_SPREAD = {"personal best": 0.007, "season best": 0.005, "here": RACE_SPREAD}

GUESS_ERROR = 0.01  # by which everyone of whom nothing is known may be better or worse than FIELD_MEAN
NEAR = 10 / 3  # a time tells of distances at most so many times as long or short: of 5000 m at 1500 m
NOWHERE = 100.0  # the log distance of an event without one, such as a mass start: near nothing

WITHDRAWS = 0.03  # an entered skater does not skate the rest of an event
FALLS = 0.02  # a run ends without a time: a fall, a disqualification
