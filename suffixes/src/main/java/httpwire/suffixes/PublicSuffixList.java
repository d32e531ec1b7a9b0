package httpwire.suffixes;

import httpwire.client.cookies.PublicSuffixes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import okio.BufferedSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * The public suffix list of <a href="https://publicsuffix.org/list/">publicsuffix.org</a> as of
 * {@link #getDate}, both of its sections. {@link PublicSuffixes#installed} finds it.
 */
public final class PublicSuffixList implements PublicSuffixes {
  private static final String LIST = "public_suffix_list.dat";

  private final PublicSuffixes rules;

  /**
   * Reads the list: about ten thousand rules.
   *
   * @throws UncheckedIOException if it is not in the jar
   */
  public PublicSuffixList() {
    try (InputStream list = PublicSuffixList.class.getResourceAsStream(LIST)) {
      if (list == null) throw new IOException("the jar has no " + LIST);
      BufferedSource source = Okio.buffer(Okio.source(list));
      this.rules = PublicSuffixes.read(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isPublicSuffix(String host) {
    return rules.isPublicSuffix(host);
  }

  @Override
  public @Nullable LocalDate getDate() {
    return rules.getDate();
  }
}
