package httpwire.bench.client;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;

/** The JDK's java.net.http client. */
public final class JdkClient extends BlockingClient implements InFlightClient {
  private final Setup setup;
  private final byte[] block = new byte[BLOCK_BYTES];
  private volatile HttpClient client;
  private URI uri;

  public JdkClient(Setup setup) {
    this.setup = setup;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  private synchronized HttpClient open(Exchange exchange) throws Exception {
    if (client != null) return client;
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    if (exchange.isSecure()) builder.sslContext(setup.sslContext());
    uri = URI.create(exchange.url());
    return client = builder.build();
  }

  private HttpClient client(Exchange exchange) throws Exception {
    return client == null ? open(exchange) : client;
  }

  private <T> HttpResponse<T> send(Exchange exchange, BodyHandler<T> handler, Check check)
      throws Exception {
    HttpClient client = client(exchange);
    HttpResponse<T> response = client.send(HttpRequest.newBuilder(uri).build(), handler);
    check.status(response.statusCode());
    return response;
  }

  @Override
  protected void get(Exchange exchange, Check check) throws Exception {
    check.small(send(exchange, BodyHandlers.ofByteArray(), check).body());
  }

  @Override
  protected void getFields(Exchange exchange, Check check) throws Exception {
    HttpResponse<byte[]> response = send(exchange, BodyHandlers.ofByteArray(), check);
    for (String name : Exchange.FIELDS) {
      check.field(response.headers().firstValue(name).orElse(null));
    }
    check.small(response.body());
  }

  @Override
  protected void downloadArray(Exchange exchange, Check check) throws Exception {
    try (InputStream body = send(exchange, BodyHandlers.ofInputStream(), check).body()) {
      drain(body, block, exchange, check);
    }
  }

  @Override
  protected void downloadFile(Exchange exchange, Check check) throws Exception {
    send(exchange, BodyHandlers.ofFile(exchange.file()), check);
    check.file(exchange);
  }

  @Override
  protected void uploadFixed(Exchange exchange, Check check) throws Exception {
    upload(exchange, BodyPublishers.fromPublisher(stream(exchange), exchange.byteCount()), check);
  }

  @Override
  protected void uploadChunked(Exchange exchange, Check check) throws Exception {
    upload(exchange, stream(exchange), check);
  }

  private static BodyPublisher stream(Exchange exchange) {
    return BodyPublishers.ofInputStream(() -> new ContentStream(exchange.byteCount()));
  }

  @Override
  protected void uploadFile(Exchange exchange, Check check) throws Exception {
    upload(exchange, BodyPublishers.ofFile(exchange.file()), check);
  }

  private void upload(Exchange exchange, BodyPublisher body, Check check) throws Exception {
    HttpClient client = client(exchange);
    HttpRequest request = HttpRequest.newBuilder(uri).PUT(body).build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    check.status(response.statusCode());
    check.receipt(exchange, response.body());
  }

  @Override
  public void runAll(Exchange exchange, int count) throws Exception {
    HttpClient client = client(exchange);
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    CompletableFuture<?>[] answers = new CompletableFuture<?>[count];
    for (int i = 0; i < count; i++) {
      answers[i] =
          client.sendAsync(request, BodyHandlers.ofByteArray()).thenAccept(JdkClient::look);
    }
    CompletableFuture.allOf(answers).get();
  }

  private static void look(HttpResponse<byte[]> response) {
    Check check = new Check(false);
    check.status(response.statusCode());
    check.small(response.body());
  }

  @Override
  public void close() {}
}
