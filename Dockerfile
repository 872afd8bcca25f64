FROM python:3.13-slim-trixie
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app
# For `manage.py backup` and `restore`: pg_dump, pg_restore and psql, of the server's version or newer.
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.lock
COPY manage.py ./
COPY okt okt
COPY matrix matrix
COPY results results
COPY templates templates
COPY static static
# The program writes in /data only: the collected static files, which nginx reads.
RUN useradd --system --uid 10001 okt && mkdir /data && chown okt /data
USER okt
ENV OKT_RUN_DIR=/data HOST=0.0.0.0 PORT=8000
EXPOSE 8000
CMD ["python", "manage.py", "serve"]
