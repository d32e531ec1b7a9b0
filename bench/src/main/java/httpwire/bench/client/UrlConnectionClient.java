package httpwire.bench.client;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/** The JDK's HttpURLConnection. */
public final class UrlConnectionClient extends BlockingClient {
  private final Setup setup;
  private byte[] block;
  private URL url;
  private SSLSocketFactory tls;

  public UrlConnectionClient(Setup setup) {
    this.setup = setup;
    // How many connections it keeps; read when it makes the first.
    if (setup.callers() > 5) {
      System.setProperty("http.maxConnections", Integer.toString(setup.callers()));
    }
  }

  @Override
  public boolean isShared() {
    return true;
  }

  private synchronized void open(Exchange exchange) throws Exception {
    if (exchange.isSecure() && tls == null) tls = setup.sslContext().getSocketFactory();
    if (url == null) url = new URL(exchange.url());
  }

  private HttpURLConnection connection(Exchange exchange) throws Exception {
    if (url == null) open(exchange);
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    if (tls != null) ((HttpsURLConnection) connection).setSSLSocketFactory(tls);
    return connection;
  }

  private byte[] block() {
    if (block == null) block = new byte[BLOCK_BYTES];
    return block;
  }

  @Override
  protected void get(Exchange exchange, Check check) throws Exception {
    HttpURLConnection connection = connection(exchange);
    check.status(connection.getResponseCode());
    body(connection, check);
  }

  private static void body(HttpURLConnection connection, Check check) throws Exception {
    try (InputStream in = connection.getInputStream()) {
      check.small(in.readAllBytes());
    }
  }

  @Override
  protected void getFields(Exchange exchange, Check check) throws Exception {
    HttpURLConnection connection = connection(exchange);
    check.status(connection.getResponseCode());
    for (String name : Exchange.FIELDS) check.field(connection.getHeaderField(name));
    body(connection, check);
  }

  @Override
  protected void downloadArray(Exchange exchange, Check check) throws Exception {
    HttpURLConnection connection = connection(exchange);
    check.status(connection.getResponseCode());
    try (InputStream in = connection.getInputStream()) {
      drain(in, block(), exchange, check);
    }
  }

  @Override
  protected void downloadFile(Exchange exchange, Check check) throws Exception {
    HttpURLConnection connection = connection(exchange);
    check.status(connection.getResponseCode());
    try (InputStream in = connection.getInputStream();
        OutputStream file = new FileOutputStream(exchange.file().toFile())) {
      copy(in, file);
    }
    check.file(exchange);
  }

  /** Not transferTo: that moves 8 KiB at a time on older JDKs. */
  private void copy(InputStream in, OutputStream out) throws Exception {
    byte[] block = block();
    for (int n = in.read(block); n >= 0; n = in.read(block)) out.write(block, 0, n);
  }

  @Override
  protected void uploadFixed(Exchange exchange, Check check) throws Exception {
    HttpURLConnection connection = connection(exchange);
    connection.setFixedLengthStreamingMode(exchange.byteCount());
    upload(exchange, connection, new ContentStream(exchange.byteCount()), check);
  }

  @Override
  protected void uploadChunked(Exchange exchange, Check check) throws Exception {
    HttpURLConnection connection = connection(exchange);
    connection.setChunkedStreamingMode(BLOCK_BYTES);
    upload(exchange, connection, new ContentStream(exchange.byteCount()), check);
  }

  @Override
  protected void uploadFile(Exchange exchange, Check check) throws Exception {
    HttpURLConnection connection = connection(exchange);
    connection.setFixedLengthStreamingMode(exchange.byteCount());
    try (InputStream file = new FileInputStream(exchange.file().toFile())) {
      upload(exchange, connection, file, check);
    }
  }

  private void upload(
      Exchange exchange, HttpURLConnection connection, InputStream body, Check check)
      throws Exception {
    connection.setRequestMethod("PUT");
    connection.setDoOutput(true);
    try (OutputStream out = connection.getOutputStream()) {
      copy(body, out);
    }
    check.status(connection.getResponseCode());
    try (InputStream in = connection.getInputStream()) {
      check.receipt(exchange, in.readAllBytes());
    }
  }

  @Override
  public void close() {}
}
