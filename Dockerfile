# The operator and nothing else: docker build -t codegen-operator .
# The gateway and nothing else: docker build --target gateway -t codegen-gateway .
# `make image` builds the same without Docker, and a test of it holds the two together.
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
# Where modules come from, for those who have a proxy of their own: --build-arg GOPROXY=...
ARG GOPROXY
ARG TARGETOS
ARG TARGETARCH
# What the programs say of themselves, for the history of the sources is not here: --build-arg STAMP="$(go run ./hack/stamp/print)"
ARG STAMP
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY api/ api/
COPY cmd/ cmd/
COPY config/crd/ config/crd/
COPY controllers/ controllers/
COPY internal/ internal/
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -buildvcs=false -ldflags="-s -w $STAMP" -o /programs/ ./cmd/codegen-operator ./cmd/codegen-gateway

# The authorities that certificates of engines are checked by, and the user that the programs run as.
FROM scratch AS base
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY <<PASSWD /etc/passwd
root:x:0:0:root:/root:/sbin/nologin
nonroot:x:65532:65532:nonroot:/:/sbin/nologin
PASSWD
COPY <<GROUP /etc/group
root:x:0:
nonroot:x:65532:
GROUP
USER 65532:65532
ARG VERSION
ARG REVISION
ARG CREATED
LABEL org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.vendor="The codegen-operator Authors" \
      org.opencontainers.image.source="https://github.com/codegen-dev/codegen-operator" \
      org.opencontainers.image.url="https://github.com/codegen-dev/codegen-operator" \
      org.opencontainers.image.documentation="https://github.com/codegen-dev/codegen-operator/tree/main/docs" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED"

FROM base AS gateway
COPY --from=build /programs/codegen-gateway /codegen-gateway
LABEL org.opencontainers.image.title="codegen-gateway" \
      org.opencontainers.image.description="The streaming front door of a CodeGenBackend"
ENTRYPOINT ["/codegen-gateway"]

FROM base
COPY --from=build /programs/codegen-operator /codegen-operator
LABEL org.opencontainers.image.title="codegen-operator" \
      org.opencontainers.image.description="Keeps code generation flowing: senses engines, proves them, and moves the traffic to the one that serves"
ENTRYPOINT ["/codegen-operator"]
