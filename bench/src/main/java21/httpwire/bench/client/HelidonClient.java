package httpwire.bench.client;

import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.http1.Http1Client;
import io.helidon.webclient.http1.Http1ClientConfig;
import io.helidon.webclient.http1.Http1ClientRequest;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;

/** Helidon's WebClient, HTTP/1.1. */
public final class HelidonClient extends BlockingClient {
  private final Setup setup;
  private final byte[] block = new byte[BLOCK_BYTES];
  private volatile Http1Client client;

  public HelidonClient(Setup setup) {
    this.setup = setup;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  private synchronized Http1Client open(Exchange exchange) throws Exception {
    if (client != null) return client;
    Http1ClientConfig.Builder builder = Http1Client.builder();
    builder.baseUri((exchange.isSecure() ? "https://" : "http://") + exchange.authority());
    builder.connectionCacheSize(Math.max(256, setup.callers()));
    if (exchange.isSecure()) {
      builder.tls(Tls.builder().sslContext(setup.sslContext()).build());
    }
    return client = builder.build();
  }

  private Http1Client client(Exchange exchange) throws Exception {
    return client == null ? open(exchange) : client;
  }

  private HttpClientResponse get(Exchange exchange) throws Exception {
    return client(exchange).get(exchange.path()).request();
  }

  @Override
  protected void get(Exchange exchange, Check check) throws Exception {
    try (HttpClientResponse response = get(exchange)) {
      check.status(response.status().code());
      check.small(response.as(byte[].class));
    }
  }

  @Override
  protected void getFields(Exchange exchange, Check check) throws Exception {
    try (HttpClientResponse response = get(exchange)) {
      check.status(response.status().code());
      for (String name : Exchange.FIELDS) {
        check.field(response.headers().get(HeaderNames.create(name)).get());
      }
      check.small(response.as(byte[].class));
    }
  }

  @Override
  protected void downloadArray(Exchange exchange, Check check) throws Exception {
    try (HttpClientResponse response = get(exchange);
        InputStream body = response.inputStream()) {
      check.status(response.status().code());
      drain(body, block, exchange, check);
    }
  }

  @Override
  protected void downloadFile(Exchange exchange, Check check) throws Exception {
    try (HttpClientResponse response = get(exchange);
        InputStream body = response.inputStream();
        OutputStream file = new FileOutputStream(exchange.file().toFile())) {
      check.status(response.status().code());
      copy(body, file);
    }
    check.file(exchange);
  }

  private void copy(InputStream in, OutputStream out) throws Exception {
    for (int n = in.read(block); n >= 0; n = in.read(block)) out.write(block, 0, n);
  }

  @Override
  protected void uploadFixed(Exchange exchange, Check check) throws Exception {
    upload(exchange, true, new ContentStream(exchange.byteCount()), check);
  }

  @Override
  protected void uploadChunked(Exchange exchange, Check check) throws Exception {
    upload(exchange, false, new ContentStream(exchange.byteCount()), check);
  }

  @Override
  protected void uploadFile(Exchange exchange, Check check) throws Exception {
    try (InputStream file = new FileInputStream(exchange.file().toFile())) {
      upload(exchange, true, file, check);
    }
  }

  private void upload(Exchange exchange, boolean isFixed, InputStream body, Check check)
      throws Exception {
    Http1ClientRequest request = client(exchange).put(exchange.path());
    if (isFixed) request.header(HeaderNames.CONTENT_LENGTH, Long.toString(exchange.byteCount()));
    try (HttpClientResponse response =
        request.outputStream(
            out -> {
              try (out) {
                for (int n = body.read(block); n >= 0; n = body.read(block)) {
                  out.write(block, 0, n);
                }
              }
            })) {
      check.status(response.status().code());
      check.receipt(exchange, response.as(byte[].class));
    }
  }

  @Override
  public void close() {
    if (client != null) client.closeResource();
  }
}
