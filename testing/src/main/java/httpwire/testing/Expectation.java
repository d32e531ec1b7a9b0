package httpwire.testing;

import java.io.IOException;
import okio.Buffer;
import okio.ByteString;

/** The steps that take bytes from the client. */
sealed interface Expectation extends Step {

  /** Exactly these bytes. */
  record Exactly(ByteString wanted) implements Expectation {
    @Override
    public void play(Line line) throws IOException, ScriptFailure {
      int compared = 0;
      while (true) {
        int seen = (int) Math.min(line.incoming().size(), wanted.size());
        if (!isAsWanted(line.incoming(), compared, seen)) {
          throw mismatch(line);
        }
        compared = seen;
        if (seen == wanted.size()) {
          line.take(seen);
          return;
        }
        if (!line.fill()) {
          throw new ScriptFailure(premature(line) + ", expected " + Escaped.quoted(wanted));
        }
      }
    }

    /** Of the bytes from {@code from} to before {@code to} alone, so that all of it is linear. */
    private boolean isAsWanted(Buffer incoming, int from, int to) {
      Buffer news = new Buffer();
      incoming.copyTo(news, from, to - from);
      return wanted.rangeEquals(from, news.readByteString(), 0, to - from);
    }

    private ScriptFailure mismatch(Line line) throws IOException {
      int offset = firstDifference(line.incoming());
      return new ScriptFailure(
          "the client's bytes differ at offset "
              + offset
              + "\n  expected "
              + Escaped.quoted(wanted)
              + "\n  got      "
              + Escaped.quoted(line.takeAll()));
    }

    private int firstDifference(Buffer got) {
      int offset = 0;
      while (got.getByte(offset) == wanted.getByte(offset)) {
        offset++;
      }
      return offset;
    }

    @Override
    public String toString() {
      return "expect " + Escaped.brief(wanted);
    }
  }

  /** Everything up to and including the first CRLFCRLF. */
  record Head() implements Expectation {
    private static final ByteString END = ByteString.encodeUtf8("\r\n\r\n");

    @Override
    public void play(Line line) throws IOException, ScriptFailure {
      long end = line.incoming().indexOf(END);
      while (end == -1L) {
        long searched = Math.max(0, line.incoming().size() - END.size() + 1);
        if (!line.fill()) {
          throw new ScriptFailure(premature(line) + ", expected a head that ends in an empty line");
        }
        end = line.incoming().indexOf(END, searched);
      }
      line.take(end + END.size());
    }

    @Override
    public String toString() {
      return "expectHead";
    }
  }

  /** Everything before the next CR or LF. */
  record RestOfLine() implements Expectation {
    private static final ByteString ENDS = ByteString.encodeUtf8("\r\n");
    private static final long MAX_BYTES = 1 << 20;

    @Override
    public void play(Line line) throws IOException, ScriptFailure {
      long end = line.incoming().indexOfElement(ENDS);
      while (end == -1L) {
        if (line.incoming().size() > MAX_BYTES) {
          throw new ScriptFailure("a line of more than " + MAX_BYTES + " bytes");
        }
        if (!line.fill()) {
          throw new ScriptFailure(premature(line) + ", expected the end of a line");
        }
        end = line.incoming().indexOfElement(ENDS);
      }
      line.take(end);
    }

    @Override
    public String toString() {
      return "expect any value";
    }
  }

  /** So many bytes, whatever they are. */
  record Count(long byteCount) implements Expectation {
    @Override
    public void play(Line line) throws IOException, ScriptFailure {
      while (line.incoming().size() < byteCount) {
        if (!line.fill()) {
          throw new ScriptFailure(premature(line) + ", expected " + byteCount + " bytes");
        }
      }
      line.take(byteCount);
    }

    @Override
    public String toString() {
      return "expectBytes " + byteCount;
    }
  }

  /** No further bytes, and the end of the client's stream, by a close or by a reset. */
  record End() implements Expectation {
    @Override
    public void play(Line line) throws IOException, ScriptFailure {
      line.awaitEnd();
    }

    @Override
    public String toString() {
      return "expectEnd";
    }
  }

  private static String premature(Line line) throws IOException {
    long byteCount = line.incoming().size();
    return "the client ended after " + byteCount + " bytes: " + Escaped.quoted(line.takeAll());
  }
}
