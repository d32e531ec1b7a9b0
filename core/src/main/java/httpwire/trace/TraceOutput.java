package httpwire.trace;

import java.io.Flushable;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import okio.BufferedSink;
import okio.ByteString;

/** Writes blocks to an output, one thread's at a time. The output belongs to the caller. */
final class TraceOutput {
  private final ReentrantLock lock = new ReentrantLock();
  private final Appendable output;

  private TraceOutput(Appendable output) {
    this.output = output;
  }

  static TraceOutput to(Appendable output) {
    return new TraceOutput(output);
  }

  static TraceOutput to(BufferedSink output) {
    return new TraceOutput(new SinkText(output));
  }

  /** Writes a line and the dump that belongs to it, and flushes them if the output can. */
  void write(String firstLine, ByteString bytes, WireDump dump) throws IOException {
    lock.lock();
    try {
      output.append(firstLine);
      dump.write(bytes, output);
      if (output instanceof Flushable flushable) flushable.flush();
    } finally {
      lock.unlock();
    }
  }

  /** A sink as what text can be appended to, in UTF-8. */
  private record SinkText(BufferedSink sink) implements Appendable, Flushable {
    @Override
    public Appendable append(CharSequence text) throws IOException {
      sink.writeUtf8(text.toString());
      return this;
    }

    @Override
    public Appendable append(CharSequence text, int start, int end) throws IOException {
      return append(text.subSequence(start, end));
    }

    @Override
    public Appendable append(char c) throws IOException {
      sink.writeUtf8CodePoint(c);
      return this;
    }

    @Override
    public void flush() throws IOException {
      sink.flush();
    }
  }
}
