package httpwire.bench.run;

/** Where an exchange goes. */
enum Site {
  SMALL("/small"),
  SMALL_TLS("/small"),
  LARGE("/large"),
  LARGE_TLS("/large"),
  FIELDS("/fields"),
  CHUNKED("/chunked"),
  SINK("/sink"),
  SLOW("/slow"),
  PIPELINE("/small");

  final String path;

  Site(String path) {
    this.path = path;
  }

  boolean isSecure() {
    return this == SMALL_TLS || this == LARGE_TLS;
  }
}
