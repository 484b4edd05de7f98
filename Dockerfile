# The steps are in deploy/image.sh; this file has their order and what is kept.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /srv/clinic-chat
COPY Makefile requirements.txt requirements-uv.txt ./
COPY deploy/image.sh deploy/
RUN deploy/image.sh packages
COPY . .
RUN deploy/image.sh model

FROM ${BASE}
LABEL org.opencontainers.image.title="clinic-chat" org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /srv/clinic-chat
COPY deploy/image.sh deploy/
RUN deploy/image.sh user
COPY --from=build /srv/clinic-chat ./
# Everything belongs to root and can stay read-only; the bot stores its data in CHAT_VAR.
ENV CHAT_HOST=0.0.0.0 \
    CHAT_PORT=5005 \
    CHAT_VAR=/var/lib/clinic-chat \
    HOME=/tmp \
    GLIBC_TUNABLES=glibc.malloc.hugetlb=1
USER 10001:10001
VOLUME /var/lib/clinic-chat
EXPOSE 5005
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD [".venv/bin/python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:5005/health/live', timeout=4)"]
CMD [".venv/bin/python", "-m", "serving.run"]
