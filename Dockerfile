# The program, static, without a trace of where it was built, and the licences of
# all that is in it.
FROM golang:1.26.8 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download && go mod verify
COPY . .
ARG VERSION=
RUN CGO_ENABLED=0 go build -buildvcs=false -trimpath -ldflags "-s -w -X main.release=${VERSION}" -o /out/chalkline ./cmd/chalkline \
    && go run ./deploy/bill licences >/out/THIRD_PARTY_LICENSES \
    && mkdir /out/data

# The program and certificates, and nothing else: time zones are in the program.
FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/chalkline /usr/local/bin/chalkline
COPY LICENSE /LICENSE
COPY --from=build /out/THIRD_PARTY_LICENSES /THIRD_PARTY_LICENSES
COPY --from=build --chown=65532:65532 /out/data /data
# Nobody in particular, as a number so that an orchestrator can check it.
USER 65532:65532
WORKDIR /data
VOLUME /data
ENV CHALKLINE_DATA=/data \
    CHALKLINE_LISTEN=:8080
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["/usr/local/bin/chalkline", "doctor", "--health"]
ENTRYPOINT ["/usr/local/bin/chalkline"]
CMD ["serve"]
