package httpwire.bench.client;

import httpwire.client.HttpClient;
import httpwire.client.HttpClientBuilder;
import httpwire.connection.HttpResponse;
import httpwire.transport.TlsOptions;
import java.nio.file.Files;
import okio.ByteString;

/** httpwire's client in Java, with nothing switched on: its pool, and a URL for each request. */
public final class HttpwirePoolClient extends BlockingClient {
  private final Setup setup;
  private volatile HttpClient client;

  public HttpwirePoolClient(Setup setup) {
    this.setup = setup;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  private synchronized HttpClient open(Exchange exchange) throws Exception {
    if (client != null) return client;
    HttpClientBuilder builder = HttpClient.builder();
    if (exchange.isSecure()) {
      builder.tls(TlsOptions.trusting(Files.readString(setup.certificate())));
    }
    client = builder.build();
    return client;
  }

  private HttpResponse send(Exchange exchange, Check check) throws Exception {
    HttpClient open = client == null ? open(exchange) : client;
    HttpResponse response = open.get(exchange.url());
    check.status(response.getStatus());
    return response;
  }

  @Override
  protected void get(Exchange exchange, Check check) throws Exception {
    body(send(exchange, check), check);
  }

  private static void body(HttpResponse response, Check check) throws Exception {
    ByteString body = response.read();
    byte[] small = check.small();
    check.small(body.size() == small.length && body.rangeEquals(0, small, 0, small.length));
  }

  @Override
  protected void getFields(Exchange exchange, Check check) throws Exception {
    HttpResponse response = send(exchange, check);
    for (String name : Exchange.FIELDS) check.field(response.getHeader(name));
    body(response, check);
  }

  @Override
  protected void downloadArray(Exchange exchange, Check check) throws NotOffered {
    throw smallOnly();
  }

  @Override
  protected void downloadFile(Exchange exchange, Check check) throws NotOffered {
    throw smallOnly();
  }

  @Override
  protected void uploadFixed(Exchange exchange, Check check) throws NotOffered {
    throw smallOnly();
  }

  @Override
  protected void uploadChunked(Exchange exchange, Check check) throws NotOffered {
    throw smallOnly();
  }

  @Override
  protected void uploadFile(Exchange exchange, Check check) throws NotOffered {
    throw smallOnly();
  }

  private static NotOffered smallOnly() {
    return new NotOffered("large bodies are the connection's affair");
  }

  @Override
  public void close() {
    if (client != null) client.close();
  }
}
