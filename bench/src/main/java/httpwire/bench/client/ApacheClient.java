package httpwire.bench.client;

import java.io.FileOutputStream;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;

/** Apache HttpClient 5, classic. */
public final class ApacheClient extends BlockingClient {
  private final Setup setup;
  private final byte[] block = new byte[BLOCK_BYTES];
  private volatile CloseableHttpClient client;
  private URI uri;

  public ApacheClient(Setup setup) {
    this.setup = setup;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  private synchronized CloseableHttpClient open(Exchange exchange) throws Exception {
    if (client != null) return client;
    PoolingHttpClientConnectionManagerBuilder connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnPerRoute(setup.callers())
            .setMaxConnTotal(setup.callers());
    if (exchange.isSecure()) {
      connections.setTlsSocketStrategy(new DefaultClientTlsStrategy(setup.sslContext()));
    }
    uri = URI.create(exchange.url());
    return client = HttpClients.custom().setConnectionManager(connections.build()).build();
  }

  private interface Answer {
    void read(ClassicHttpResponse response) throws Exception;
  }

  private CloseableHttpClient client(Exchange exchange) throws Exception {
    return client == null ? open(exchange) : client;
  }

  private void get(Exchange exchange, Check check, Answer answer) throws Exception {
    client(exchange)
        .execute(
            new HttpGet(uri),
            response -> {
              check.status(response.getCode());
              read(answer, response);
              return null;
            });
  }

  private static void read(Answer answer, ClassicHttpResponse response) throws java.io.IOException {
    try {
      answer.read(response);
    } catch (java.io.IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected void get(Exchange exchange, Check check) throws Exception {
    get(exchange, check, response -> check.small(EntityUtils.toByteArray(response.getEntity())));
  }

  @Override
  protected void getFields(Exchange exchange, Check check) throws Exception {
    get(
        exchange,
        check,
        response -> {
          for (String name : Exchange.FIELDS) {
            check.field(response.getFirstHeader(name).getValue());
          }
          check.small(EntityUtils.toByteArray(response.getEntity()));
        });
  }

  @Override
  protected void downloadArray(Exchange exchange, Check check) throws Exception {
    get(
        exchange,
        check,
        response -> drain(response.getEntity().getContent(), block, exchange, check));
  }

  @Override
  protected void downloadFile(Exchange exchange, Check check) throws Exception {
    get(
        exchange,
        check,
        response -> {
          try (OutputStream file = new FileOutputStream(exchange.file().toFile())) {
            response.getEntity().writeTo(file);
          }
        });
    check.file(exchange);
  }

  @Override
  protected void uploadFixed(Exchange exchange, Check check) throws Exception {
    long length = exchange.byteCount();
    upload(exchange, new InputStreamEntity(new ContentStream(length), length, null), check);
  }

  @Override
  protected void uploadChunked(Exchange exchange, Check check) throws Exception {
    ContentStream content = new ContentStream(exchange.byteCount());
    upload(exchange, new InputStreamEntity(content, -1, null), check);
  }

  @Override
  protected void uploadFile(Exchange exchange, Check check) throws Exception {
    ContentType type = ContentType.APPLICATION_OCTET_STREAM;
    upload(exchange, new FileEntity(exchange.file().toFile(), type), check);
  }

  private void upload(Exchange exchange, HttpEntity body, Check check) throws Exception {
    CloseableHttpClient client = client(exchange);
    HttpPut request = new HttpPut(uri);
    request.setEntity(body);
    client.execute(
        request,
        response -> {
          check.status(response.getCode());
          check.receipt(exchange, EntityUtils.toByteArray(response.getEntity()));
          return null;
        });
  }

  @Override
  public void close() throws java.io.IOException {
    if (client != null) client.close();
  }
}
