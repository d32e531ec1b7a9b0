package httpwire.bench.client;

import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamRequestContent;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.PathRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Jetty's client, its blocking calls. */
public final class JettyClient extends BlockingClient implements InFlightClient {
  private final Setup setup;
  private final byte[] block = new byte[BLOCK_BYTES];
  private volatile HttpClient client;
  private URI uri;

  public JettyClient(Setup setup) {
    this.setup = setup;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  private synchronized HttpClient open(Exchange exchange) throws Exception {
    if (client != null) return client;
    ClientConnector connector = new ClientConnector();
    if (exchange.isSecure()) {
      SslContextFactory.Client tls = new SslContextFactory.Client();
      tls.setSslContext(setup.sslContext());
      connector.setSslContextFactory(tls);
    }
    HttpClient made = new HttpClient(new HttpClientTransportOverHTTP(connector));
    made.setMaxConnectionsPerDestination(setup.callers());
    made.setMaxRequestsQueuedPerDestination(Math.max(1024, setup.callers()));
    made.start();
    uri = URI.create(exchange.url());
    return client = made;
  }

  private Request request(Exchange exchange) throws Exception {
    return (client == null ? open(exchange) : client).newRequest(uri);
  }

  @Override
  protected void get(Exchange exchange, Check check) throws Exception {
    ContentResponse response = request(exchange).send();
    check.status(response.getStatus());
    check.small(response.getContent());
  }

  @Override
  protected void getFields(Exchange exchange, Check check) throws Exception {
    ContentResponse response = request(exchange).send();
    check.status(response.getStatus());
    for (String name : Exchange.FIELDS) check.field(response.getHeaders().get(name));
    check.small(response.getContent());
  }

  private InputStream download(Exchange exchange, Check check) throws Exception {
    InputStreamResponseListener listener = new InputStreamResponseListener();
    request(exchange).send(listener);
    check.status(listener.get(10, TimeUnit.SECONDS).getStatus());
    return listener.getInputStream();
  }

  @Override
  protected void downloadArray(Exchange exchange, Check check) throws Exception {
    try (InputStream body = download(exchange, check)) {
      drain(body, block, exchange, check);
    }
  }

  @Override
  protected void downloadFile(Exchange exchange, Check check) throws Exception {
    try (InputStream body = download(exchange, check);
        OutputStream file = new FileOutputStream(exchange.file().toFile())) {
      for (int n = body.read(block); n >= 0; n = body.read(block)) file.write(block, 0, n);
    }
    check.file(exchange);
  }

  @Override
  protected void uploadFixed(Exchange exchange, Check check) throws Exception {
    upload(exchange, new Stream(exchange, exchange.byteCount()), check);
  }

  @Override
  protected void uploadChunked(Exchange exchange, Check check) throws Exception {
    upload(exchange, new Stream(exchange, -1), check);
  }

  @Override
  protected void uploadFile(Exchange exchange, Check check) throws Exception {
    upload(exchange, new PathRequestContent(exchange.file()), check);
  }

  private void upload(Exchange exchange, Request.Content body, Check check) throws Exception {
    ContentResponse response = request(exchange).method("PUT").body(body).send();
    check.status(response.getStatus());
    check.receipt(exchange, response.getContent());
  }

  private static final class Stream extends InputStreamRequestContent {
    private final long length;

    Stream(Exchange exchange, long length) {
      super(new ContentStream(exchange.byteCount()));
      this.length = length;
    }

    @Override
    public long getLength() {
      return length;
    }
  }

  @Override
  public void runAll(Exchange exchange, int count) throws Exception {
    CompletableFuture<?>[] answers = new CompletableFuture<?>[count];
    for (int i = 0; i < count; i++) {
      Small listener = new Small();
      answers[i] = listener.answer;
      request(exchange).send(listener);
    }
    CompletableFuture.allOf(answers).get();
  }

  private static final class Small extends BufferingResponseListener {
    final CompletableFuture<Void> answer = new CompletableFuture<>();

    @Override
    public void onComplete(Result result) {
      try {
        if (result.isFailed()) throw result.getFailure();
        Check check = new Check(false);
        check.status(result.getResponse().getStatus());
        check.small(getContent());
        answer.complete(null);
      } catch (Throwable failure) {
        answer.completeExceptionally(failure);
      }
    }
  }

  @Override
  public void close() {}
}
