# The program and nothing else: docker build -t tintinh .
#   docker run --rm --read-only --tmpfs /tmp -v tintinh:/data -v ./config.yaml:/data/config.yaml:ro tintinh crawl
# No shell, no package, no root: a static program, certificates, and /data, which belongs to user 65532.
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
ARG TARGETOS TARGETARCH VERSION=0.1.0 COMMIT=
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -buildvcs=false -ldflags "-s -w -X main.release=$VERSION -X main.commit=$COMMIT" -o /out/tintinh ./cmd/tintinh
RUN mkdir -p /out/data /out/tmp && chmod 1777 /out/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/tintinh /usr/local/bin/tintinh
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build /out/tmp /tmp
USER 65532:65532
WORKDIR /data
ENV TINTINH_DATA=/data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/tintinh"]
CMD ["--help"]
