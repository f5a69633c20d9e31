# One image for web, worker, beat, relay and migrate; docker-compose.yml gives each its command.
FROM python:3.12-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
# First the locked dependencies: this layer changes only with the lock.
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock
COPY . .
# The key lives for this one command only; both steps need no database.
RUN pip install --no-deps --no-build-isolation -e . \
    && export SECRET_KEY=only-for-building-static-files-0000 TOMONI_VAR=/tmp/build \
    && python manage.py compile_translations \
    && python manage.py collectstatic --noinput

FROM python:3.12-slim
RUN groupadd --system --gid 10001 tomoni \
    && useradd --system --uid 10001 --gid tomoni --home-dir /app --shell /usr/sbin/nologin tomoni \
    && install --directory --owner tomoni --group tomoni --mode 0700 /var/lib/tomoni
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=tomoni.settings \
    TOMONI_VAR=/var/lib/tomoni \
    MEDIA_ROOT=/var/lib/tomoni/media
WORKDIR /app
USER tomoni
VOLUME /var/lib/tomoni
EXPOSE 8000
CMD ["gunicorn", "tomoni.wsgi", "--bind=0.0.0.0:8000", "--workers=4", "--no-control-socket", "--worker-tmp-dir=/dev/shm"]
