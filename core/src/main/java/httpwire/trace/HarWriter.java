package httpwire.trace;

import java.io.IOException;
import okio.Buffer;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** Writes what stands around the entries of a HAR 1.2 file. */
final class HarWriter {
  private final BufferedSink sink;
  private final JsonWriter json;
  private boolean hasEntry;

  HarWriter(BufferedSink sink) {
    this.sink = sink;
    this.json = new JsonWriter(sink);
  }

  void begin() throws IOException {
    json.beginObject().name("log").beginObject();
    json.name("version").value("1.2");
    json.name("creator").beginObject();
    json.name("name").value("httpwire").name("version").value(version());
    json.endObject().name("entries").beginArray();
  }

  private static String version() {
    @Nullable String version = HarWriter.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  /** Adds an entry, which is taken out of {@code text}. */
  void add(Buffer text) throws IOException {
    if (hasEntry) sink.writeByte(',');
    hasEntry = true;
    sink.write(text, text.size());
  }

  /**
   * @param droppedCount how many entries are missing before the first one
   */
  void end(long droppedCount) throws IOException {
    json.endArray();
    if (droppedCount > 0) json.name("_dropped").value(droppedCount);
    json.endObject().endObject();
  }
}
