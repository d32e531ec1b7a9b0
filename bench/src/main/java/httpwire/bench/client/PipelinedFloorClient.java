package httpwire.bench.client;

import java.io.ByteArrayOutputStream;

/** The floor with sixteen requests in each write. */
public final class PipelinedFloorClient extends FloorClient {
  private byte[] flush;

  public PipelinedFloorClient(Setup setup) {
    super(setup);
  }

  @Override
  protected void pipeline(Exchange exchange, Check check) throws Exception {
    FloorWire wire = wire(exchange);
    if (flush == null) flush = repeated(request(exchange));
    wire.out.write(flush);
    for (int i = 0; i < Exchange.PIPELINE_DEPTH; i++) {
      check.status(wire.readHead());
      check.small(wire.readBody());
    }
  }

  private static byte[] repeated(byte[] request) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < Exchange.PIPELINE_DEPTH; i++) all.write(request);
    return all.toByteArray();
  }
}
