package httpwire.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okio.Buffer;
import okio.ByteString;

/** The steps that send bytes to the client. */
sealed interface Reply extends Step {

  /** In pieces of so many bytes, the last one shorter, each with a flush of its own. */
  record Pieces(ByteString bytes, int pieceByteCount) implements Reply {
    @Override
    public void play(Line line) throws IOException {
      for (int from = 0; from < bytes.size(); from += pieceByteCount) {
        int to = from + Math.min(pieceByteCount, bytes.size() - from);
        line.send(bytes.substring(from, to));
      }
    }

    @Override
    public String toString() {
      return "reply " + Escaped.brief(bytes);
    }
  }

  /** Two flushes. */
  record Split(ByteString bytes, int offset) implements Reply {
    @Override
    public void play(Line line) throws IOException {
      line.send(bytes.substring(0, offset));
      line.send(bytes.substring(offset));
    }

    @Override
    public String toString() {
      return "reply split at " + offset + " " + Escaped.brief(bytes);
    }
  }

  /** One byte, a wait, the next byte. */
  record Drip(ByteString bytes, Duration interval) implements Reply {
    @Override
    public void play(Line line) throws IOException, InterruptedException {
      for (int i = 0; i < bytes.size(); i++) {
        if (i > 0) {
          TimeUnit.NANOSECONDS.sleep(interval.toNanos());
        }
        line.send(bytes.substring(i, i + 1));
      }
    }

    @Override
    public Duration ownTime() {
      return interval.multipliedBy(bytes.size());
    }

    @Override
    public String toString() {
      return "drip " + Escaped.brief(bytes);
    }
  }

  /** In pieces with a wait between two of them. */
  record Paced(ByteString bytes, Pace pace) implements Reply {
    @Override
    public void play(Line line) throws IOException, InterruptedException {
      pace.send(bytes, line::send);
    }

    @Override
    public Duration ownTime() {
      return pace.timeFor(bytes.size());
    }

    @Override
    public String toString() {
      return "throttle " + Escaped.brief(bytes);
    }
  }

  /**
   * The same bytes for ever, many times in one flush, until the client is gone; that is its purpose
   * and no failure.
   */
  record Flood(ByteString bytes) implements Reply {
    private static final int FLUSH_BYTE_COUNT = 16_384;

    @Override
    public void play(Line line) throws IOException {
      ByteString many = many();
      long byteCount = 0;
      line.enterSent(bytes);
      try {
        for (; ; byteCount += many.size()) {
          line.sendUnrecorded(many);
        }
      } catch (IOException e) {
        line.noteGone("client gone after a flood of " + byteCount + " bytes", e);
      }
    }

    private ByteString many() {
      Buffer many = new Buffer();
      do {
        many.write(bytes);
      } while (many.size() < FLUSH_BYTE_COUNT);
      return many.readByteString();
    }

    @Override
    public boolean isLast() {
      return true;
    }

    @Override
    public String toString() {
      return "floodUntilClosed " + Escaped.brief(bytes);
    }
  }

  /** The same bytes for ever, one at a time, until the client is gone, which is no failure. */
  record EndlessDrip(ByteString bytes, Duration interval) implements Reply {
    @Override
    public void play(Line line) throws IOException, InterruptedException {
      int byteCount = 0;
      try {
        for (; ; byteCount++) {
          int index = byteCount % bytes.size();
          line.send(bytes.substring(index, index + 1));
          TimeUnit.NANOSECONDS.sleep(interval.toNanos());
        }
      } catch (IOException e) {
        line.noteGone("client gone after a drip of " + byteCount + " bytes", e);
      }
    }

    @Override
    public boolean isLast() {
      return true;
    }

    @Override
    public String toString() {
      return "dripUntilClosed " + Escaped.brief(bytes);
    }
  }
}
