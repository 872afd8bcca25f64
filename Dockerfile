FROM python:3.13-slim
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app
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
