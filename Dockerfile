# Built as `docker build --format docker -t venom .` (podman, buildah) or `docker build -t venom .`.
# For a build that can be repeated to the byte, give the base by its digest: --build-arg BASE=…@sha256:…
ARG BASE=docker.io/library/node:24-bookworm-slim

FROM ${BASE} AS build
WORKDIR /app
COPY . .
# Installs what the lockfile names, and builds (`prepare`).
RUN npm ci --no-audit --no-fund
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund && node scripts/slim-modules.ts

FROM ${BASE}
# Nothing is installed at run time.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn*
WORKDIR /app
COPY --from=build /app/package.json /app/oclif.manifest.json ./
COPY --from=build /app/bin bin
COPY --from=build /app/build build
COPY --from=build /app/node_modules node_modules
RUN mkdir -p /var/lib/venom && chown 1000:1000 /var/lib/venom
# As a number, so that Kubernetes can tell that it is not root.
USER 1000:1000
ENV NODE_ENV=production NODE_DISABLE_COMPILE_CACHE=1 \
    VENOM_HTTP=0.0.0.0:8000 \
    VENOM_LEDGER_DIR=/var/lib/venom/ledger
VOLUME /var/lib/venom
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.VENOM_HTTP.split(':').pop() + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# The process itself is the first of the container: it hears the signals.
ENTRYPOINT ["node", "/app/bin/venom.js"]
CMD ["serve"]
