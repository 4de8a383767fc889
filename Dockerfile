# The operator and nothing else: docker build -t codegen-operator .
# The gateway and nothing else: docker build --target gateway -t codegen-gateway .
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
# Where modules come from, for those who have a proxy of their own: --build-arg GOPROXY=...
ARG GOPROXY
ARG TARGETOS
ARG TARGETARCH
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY api/ api/
COPY cmd/ cmd/
COPY config/crd/ config/crd/
COPY controllers/ controllers/
COPY internal/ internal/
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags="-s -w" -o /programs/ ./cmd/codegen-operator ./cmd/codegen-gateway

FROM scratch AS gateway
# The authorities that certificates of engines are checked by.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /programs/codegen-gateway /codegen-gateway
USER 65532:65532
ENTRYPOINT ["/codegen-gateway"]

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /programs/codegen-operator /codegen-operator
USER 65532:65532
ENTRYPOINT ["/codegen-operator"]
