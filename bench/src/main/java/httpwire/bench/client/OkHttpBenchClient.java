package httpwire.bench.client;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import okio.Source;

/** OkHttp, its synchronous calls. */
public final class OkHttpBenchClient extends BlockingClient {
  private final Setup setup;
  private final byte[] block = new byte[BLOCK_BYTES];
  private volatile OkHttpClient client;
  private HttpUrl url;

  public OkHttpBenchClient(Setup setup) {
    this.setup = setup;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  private synchronized OkHttpClient open(Exchange exchange) throws Exception {
    if (client != null) return client;
    OkHttpClient.Builder builder = new OkHttpClient.Builder();
    if (setup.callers() > 5) {
      builder.connectionPool(new ConnectionPool(setup.callers(), 5, TimeUnit.MINUTES));
    }
    if (exchange.isSecure()) {
      builder.sslSocketFactory(setup.sslContext().getSocketFactory(), setup.trustManager());
      builder.protocols(java.util.List.of(Protocol.HTTP_1_1));
    }
    url = HttpUrl.get(exchange.url());
    return client = builder.build();
  }

  private Response send(Exchange exchange, RequestBody body, Check check) throws Exception {
    OkHttpClient client = this.client == null ? open(exchange) : this.client;
    Request.Builder request = new Request.Builder().url(url);
    if (body != null) request.put(body);
    Response response = client.newCall(request.build()).execute();
    check.status(response.code());
    return response;
  }

  @Override
  protected void get(Exchange exchange, Check check) throws Exception {
    try (Response response = send(exchange, null, check)) {
      check.small(response.body().bytes());
    }
  }

  @Override
  protected void getFields(Exchange exchange, Check check) throws Exception {
    try (Response response = send(exchange, null, check)) {
      for (String name : Exchange.FIELDS) check.field(response.header(name));
      check.small(response.body().bytes());
    }
  }

  @Override
  protected void downloadArray(Exchange exchange, Check check) throws Exception {
    try (Response response = send(exchange, null, check)) {
      BufferedSource body = response.body().source();
      for (int n = body.read(block); n >= 0; n = body.read(block)) check.piece(block, 0, n);
      check.end(exchange);
    }
  }

  @Override
  protected void downloadFile(Exchange exchange, Check check) throws Exception {
    try (Response response = send(exchange, null, check);
        BufferedSink file = Okio.buffer(Okio.sink(exchange.file()))) {
      file.writeAll(response.body().source());
    }
    check.file(exchange);
  }

  @Override
  protected void downloadSource(Exchange exchange, Check check) throws Exception {
    try (Response response = send(exchange, null, check)) {
      OkioBodies.drain(response.body().source(), exchange, check);
    }
  }

  @Override
  protected void uploadFixed(Exchange exchange, Check check) throws Exception {
    upload(exchange, new Body(exchange.byteCount(), exchange.byteCount()), check);
  }

  @Override
  protected void uploadChunked(Exchange exchange, Check check) throws Exception {
    upload(exchange, new Body(-1, exchange.byteCount()), check);
  }

  @Override
  protected void uploadFile(Exchange exchange, Check check) throws Exception {
    upload(exchange, RequestBody.create(exchange.file().toFile(), (MediaType) null), check);
  }

  private void upload(Exchange exchange, RequestBody body, Check check) throws Exception {
    try (Response response = send(exchange, body, check)) {
      check.receipt(exchange, response.body().string());
    }
  }

  @Override
  public void close() {
    if (client != null) client.connectionPool().evictAll();
  }

  private static final class Body extends RequestBody {
    private final long length;
    private final long byteCount;

    Body(long length, long byteCount) {
      this.length = length;
      this.byteCount = byteCount;
    }

    @Override
    public MediaType contentType() {
      return null;
    }

    @Override
    public long contentLength() {
      return length;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      try (Source source = new ContentSource(byteCount)) {
        sink.writeAll(source);
      }
    }
  }
}
