package httpwire.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.Headers;
import httpwire.Request;
import httpwire.RequestBody;
import httpwire.connection.HttpConnection;
import httpwire.connection.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okio.BufferedSink;
import okio.ByteString;
import okio.HashingSource;
import okio.Okio;

/** How do I send the digest of a stream after it, and check the one that came after a body? */
public final class JavaTrailers {
  private static final Pattern SHA_256 = Pattern.compile("(?:^|,)\\s*sha-256=:([^:]*):");

  private JavaTrailers() {}

  // region trailer-digest-java
  /** A stream, and its SHA-256 after it. */
  static final class Digested implements RequestBody {
    private final InputStream content;
    private ByteString digest = ByteString.EMPTY;

    Digested(InputStream content) {
      this.content = content;
    }

    @Override
    public long length() {
      return -1; // In chunks: only they can have trailers.
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      HashingSource hashing = HashingSource.sha256(Okio.source(content));
      sink.writeAll(hashing);
      digest = hashing.hash();
    }

    @Override
    public Headers trailers() {
      return Headers.of("Content-Digest", "sha-256=:" + digest.base64() + ":");
    }
  }

  // endregion

  public static int upload(String host, InputStream content) throws IOException {
    try (HttpConnection connection = HttpConnection.http(host)) {
      Headers fields = Headers.of("Trailer", "Content-Digest");
      return connection.exchange("PUT", "/backups/1", fields, new Digested(content)).getStatus();
    }
  }

  public static String download(String host) throws IOException {
    try (HttpConnection connection = HttpConnection.http(host)) {
      Headers fields = Headers.of("TE", "trailers", "Want-Repr-Digest", "sha-256=10");
      Request request = Request.builder("GET", "/backups/1").headers(fields).build();
      return checked(connection.exchange(request)).toString(UTF_8);
    }
  }

  private static ByteArrayOutputStream checked(HttpResponse response) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    HashingSource hashing = HashingSource.sha256(response.source());
    try (BufferedSink sink = Okio.buffer(Okio.sink(content))) {
      sink.writeAll(hashing);
    }
    Headers fields = response.getHeaders().plus(response.getTrailers());
    for (String field : fields.getAll("Repr-Digest")) requireSaid(hashing.hash(), field);
    return content;
  }

  private static void requireSaid(ByteString hash, String field) throws IOException {
    Matcher said = SHA_256.matcher(field);
    if (said.find() && !said.group(1).equals(hash.base64())) {
      throw new IOException("the body is not what its sender has hashed");
    }
  }
}
