package httpwire.bench.client;

import httpwire.Headers;
import httpwire.Request;
import httpwire.RequestBody;
import httpwire.connection.HttpConnection;
import httpwire.connection.HttpResponse;
import httpwire.connection.Pipeline;
import httpwire.transport.TlsOptions;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import okio.ByteString;

/** httpwire's Java API: one {@link HttpConnection} with everything at its default. */
public final class HttpwireClient extends BlockingClient {
  private final Setup setup;
  private HttpConnection connection;
  private byte[] block;
  private List<Request> flush;

  public HttpwireClient(Setup setup) {
    this.setup = setup;
  }

  private HttpResponse send(String method, Exchange exchange, Headers headers, RequestBody body)
      throws Exception {
    if (connection == null) connection = connect(exchange);
    connection.request(method, exchange.path(), headers, body);
    return connection.readResponse();
  }

  private HttpResponse send(Exchange exchange, Check check) throws Exception {
    if (connection == null) connection = connect(exchange);
    connection.request("GET", exchange.path());
    HttpResponse response = connection.readResponse();
    check.status(response.getStatus());
    return response;
  }

  private HttpConnection connect(Exchange exchange) throws Exception {
    if (!exchange.isSecure()) return HttpConnection.http(exchange.authority());
    TlsOptions tls = TlsOptions.trusting(Files.readString(setup.certificate()));
    return HttpConnection.builder(exchange.authority()).secure().tls(tls).build();
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
  protected void downloadArray(Exchange exchange, Check check) throws Exception {
    HttpResponse response = send(exchange, check);
    if (block == null) block = new byte[BLOCK_BYTES];
    for (int n = response.readInto(block); n >= 0; n = response.readInto(block)) {
      check.piece(block, 0, n);
    }
    check.end(exchange);
  }

  @Override
  protected void downloadFile(Exchange exchange, Check check) throws Exception {
    send(exchange, check).saveTo(exchange.file());
    check.file(exchange);
  }

  @Override
  protected void downloadSource(Exchange exchange, Check check) throws Exception {
    OkioBodies.drain(send(exchange, check).source(), exchange, check);
  }

  @Override
  protected void uploadFixed(Exchange exchange, Check check) throws Exception {
    Headers length = Headers.of("Content-Length", Long.toString(exchange.byteCount()));
    upload(exchange, length, RequestBody.of(new ContentSource(exchange.byteCount())), check);
  }

  @Override
  protected void uploadChunked(Exchange exchange, Check check) throws Exception {
    upload(exchange, Headers.EMPTY, RequestBody.of(new ContentSource(exchange.byteCount())), check);
  }

  @Override
  protected void uploadFile(Exchange exchange, Check check) throws Exception {
    upload(exchange, Headers.EMPTY, RequestBody.of(exchange.file()), check);
  }

  private void upload(Exchange exchange, Headers headers, RequestBody body, Check check)
      throws Exception {
    HttpResponse response = send("PUT", exchange, headers, body);
    check.status(response.getStatus());
    check.receipt(exchange, response.text());
  }

  @Override
  protected void pipeline(Exchange exchange, Check check) throws Exception {
    if (connection == null) connection = connect(exchange);
    if (flush == null) {
      flush = Collections.nCopies(Exchange.PIPELINE_DEPTH, Request.get(exchange.path()));
    }
    Pipeline pipeline = connection.pipeline(flush);
    for (int i = 0; i < Exchange.PIPELINE_DEPTH; i++) {
      HttpResponse response = pipeline.readResponse();
      check.status(response.getStatus());
      body(response, check);
    }
  }

  @Override
  public void close() {
    if (connection != null) connection.close();
  }
}
