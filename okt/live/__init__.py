"""The live channel: from a published version to every page that shows it."""
