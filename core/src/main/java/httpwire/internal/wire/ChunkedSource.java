package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.HttpException.IncompleteRead;
import httpwire.HttpException.LimitExceeded;
import httpwire.HttpException.MalformedMessage;
import httpwire.Limits;
import httpwire.internal.syntax.Characters;
import httpwire.internal.syntax.Decimals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A chunked body, RFC 9112 §7.1.
 *
 * <ol>
 *   <li>a line with the chunk's size, its extensions bounded, and shown to whoever wants them
 *   <li>as many bytes of data, then exactly CR LF
 *   <li>the same again, until a size of zero
 *   <li>the trailer section and its empty line: the body is complete
 * </ol>
 */
final class ChunkedSource extends BodySource {
  /** A size line up to this length is normal; only what is longer counts as overhead. */
  private static final int PLAIN_LINE_BYTES = 18;

  private static final int OVERHEAD_PER_DATA = 16;
  private static final String CR_LF = "\r\n";

  private final Limits limits;
  private final LineReader lines;
  private long chunkRemaining;
  private @Nullable BodyWatcher watcher;
  private boolean isFirstChunk = true;
  private long dataByteCount;
  private long overheadByteCount;

  static BodySource of(SegmentReader wire, Limits limits) {
    return new ChunkedSource(wire, limits);
  }

  private ChunkedSource(SegmentReader wire, Limits limits) {
    super(wire);
    this.limits = limits;
    this.lines = new LineReader(wire, "chunk size", limits.maxChunkLineBytes(), Long.MAX_VALUE);
  }

  @Override
  public void showFramingTo(BodyWatcher watcher) {
    this.watcher = watcher;
  }

  @Override
  long allowance() throws IOException {
    return chunkRemaining > 0 || nextChunk() ? chunkRemaining : -1;
  }

  @Override
  void taken(long byteCount) {
    chunkRemaining -= byteCount;
    dataByteCount += byteCount;
  }

  @Override
  boolean isBuffered(long byteCount) {
    BufferedChunks ahead = new BufferedChunks(wire.getBuffer(), limits.maxChunkLineBytes());
    return ahead.have(byteCount, chunkRemaining, isFirstChunk);
  }

  @Override
  long unframed() {
    return chunkRemaining;
  }

  @Override
  IncompleteRead cut() {
    return new IncompleteRead(ByteString.EMPTY, -1);
  }

  private boolean nextChunk() throws IOException {
    try {
      return readFraming();
    } catch (IncompleteRead framingIsNoData) {
      throw cut();
    }
  }

  private boolean readFraming() throws IOException {
    if (!isFirstChunk) requireCrLf();
    chunkRemaining = readSizeLine();
    if (chunkRemaining > 0) return true;
    Headers trailers = HeadReader.ofTrailers(segments, limits).readFields();
    if (watcher != null && watcher.wantsFraming()) showTrailers(trailers, watcher);
    complete(trailers);
    return false;
  }

  private void requireCrLf() throws IOException {
    // readByte throws EOFException at the end. If the first byte is wrong, the second is not
    // awaited.
    if (wire.readByte() != '\r' || wire.readByte() != '\n') {
      throw new MalformedMessage("chunk data is not followed by CR LF (RFC 9112 7.1)");
    }
  }

  private long readSizeLine() throws IOException {
    byte[] line = lines.take(lines.endOfLine(0));
    // Before it is checked: whoever reads a trace looks for the wrong line.
    if (watcher != null && watcher.wantsFraming()) showSizeLine(line, watcher);
    isFirstChunk = false;
    countOverhead(line.length);
    long size = parseSize(line);
    if (watcher != null) showExtensions(line, watcher);
    return size;
  }

  private void showSizeLine(byte[] line, BodyWatcher watcher) {
    Buffer framing = new Buffer();
    if (!isFirstChunk) framing.writeUtf8(CR_LF);
    watcher.framingReceived(framing.write(line).readByteString());
  }

  private static void showTrailers(Headers trailers, BodyWatcher watcher) throws IOException {
    Buffer framing = new Buffer();
    trailers.writeTo(framing);
    watcher.framingReceived(framing.writeUtf8(CR_LF).readByteString());
  }

  private static void showExtensions(byte[] line, BodyWatcher watcher) {
    String text = new String(line, StandardCharsets.ISO_8859_1);
    int semicolon = text.indexOf(';');
    if (semicolon >= 0) watcher.extensionsReceived(text.substring(semicolon).stripTrailing());
  }

  private void countOverhead(int lineByteCount) throws LimitExceeded {
    overheadByteCount += Math.max(0, lineByteCount - PLAIN_LINE_BYTES);
    long allowed = limits.chunkOverheadBytes() + dataByteCount / OVERHEAD_PER_DATA;
    if (overheadByteCount > allowed) {
      throw new LimitExceeded(
          "got more than "
              + allowed
              + " bytes of chunk extensions for "
              + dataByteCount
              + " bytes of data");
    }
  }

  private static long parseSize(byte[] line) throws MalformedMessage {
    int end = line.length - 2;
    if (end < 0 || line[end] != '\r') throw malformed("chunk-size line without CR LF", line);
    // The CR before the end stops this loop, and those of requireExtension.
    int digitsEnd = 0;
    while (Characters.isToken(line[digitsEnd])) digitsEnd++;
    requireExtension(line, digitsEnd, end);
    long size = Decimals.parseHex(line, 0, digitsEnd);
    if (size == Decimals.INVALID) throw malformed("not a chunk size", line);
    return size;
  }

  /** Blanks are allowed only before a semicolon (RFC 9112 §7.1.1). */
  private static void requireExtension(byte[] line, int from, int end) throws MalformedMessage {
    int next = from;
    while (Characters.isBlank(line[next])) next++;
    if (from < end && line[next] != ';') throw malformed("not a chunk size", line);
    for (int i = next; i < end; i++) {
      if (line[i] == '\r' || line[i] == 0) throw malformed("control in a chunk extension", line);
    }
  }

  private static MalformedMessage malformed(String what, byte[] line) {
    return new MalformedMessage(what + ": " + Printable.of(ByteString.of(line).utf8()));
  }
}
