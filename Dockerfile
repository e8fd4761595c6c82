# One image for every part of osbiz: web, worker, beat, and the one-off commands (docker-compose.yml).
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    OSBIZ_ENV=production OSBIZ_DATA=/data STATIC_ROOT=/app/staticfiles

RUN useradd --system --uid 10001 --home-dir /data --create-home osbiz
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .

# Static files get their long-lived names here; the values lead nowhere and stay in this one step.
RUN SECRET_KEY=only-to-collect-static-files ALLOWED_HOSTS=localhost \
    DATABASE_URL=postgres://nobody@localhost/none REDIS_URL=redis://localhost/0 \
    python manage.py collectstatic --noinput

USER osbiz
EXPOSE 8000
CMD ["gunicorn", "osbiz.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
