# One image for every process of the platform: gateway, services and nodes differ by their command alone.
ARG NODE=node:24-bookworm-slim

# The manifests by themselves, so that a change of the sources leaves the installed packages in the cache.
FROM ${NODE} AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json -delete && find . -type d -empty -delete

FROM ${NODE} AS build
WORKDIR /app
COPY --from=manifests /app ./
# Without scripts: the image brings its own Node, and `prepare` wants the sources, which come next.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM ${NODE}
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/libs ./libs
COPY --from=build /app/apps ./apps
COPY --from=build /app/schema ./schema
# Where the embedded adapters keep their files, when they are used: a volume belongs to whom its folder belonged.
RUN mkdir /data && chown node:node /data
ENV METAMORPHOSIS_DATA=/data
VOLUME /data
USER node
ENTRYPOINT ["node", "apps/gregor/bin/gregor.js"]
CMD ["--help"]
