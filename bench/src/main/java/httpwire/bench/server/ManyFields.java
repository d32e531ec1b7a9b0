package httpwire.bench.server;

/** A response head of 47 fields and 2.9 KB, as a busy site behind a CDN sends it. */
public final class ManyFields {
  private static final int OTHER_FIELDS = 42;

  private ManyFields() {}

  public static String head(int contentLength) {
    StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\n");
    head.append("Date: Sat, 21 Nov 2026 05:00:00 GMT\r\nContent-Type: text/plain\r\n");
    for (int i = 0; i < OTHER_FIELDS; i++) {
      if (i == OTHER_FIELDS / 2)
        head.append("X-Request-Id: 7f3a9c52-0d41-4b77-9e55-1f0c8a4d2b6e\r\n");
      head.append("X-Served-Field-").append(10 + i);
      head.append(": cache-hit; node=edge-").append(100 + i).append("; age=86400, region\r\n");
    }
    head.append("Cache-Control: public, max-age=86400, immutable\r\n");
    return head.append("Content-Length: ").append(contentLength).append("\r\n\r\n").toString();
  }
}
