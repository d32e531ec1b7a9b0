package httpwire.examples.migration;

import okio.ByteString;

/** What the examples of docs/from-http-client.md give back of a response. */
public record Answer(int status, String reason, ByteString body) {}
