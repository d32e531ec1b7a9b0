package httpwire.client.cookies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Set;
import okio.BufferedSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * The domains under which anybody can have a name, such as {@code com}, {@code co.uk} and {@code
 * github.io}: no cookie may be for all of such a domain. Safe for use by several threads.
 *
 * <p>The module {@code httpwire-suffixes} has the public suffix list, and is found if it is on the
 * class path or module path. It is a provider of this interface ({@link java.util.ServiceLoader}),
 * and anybody can write another one.
 */
public interface PublicSuffixes {
  /**
   * The rule without a list: a name of one label, such as {@code com}, is a public suffix, and
   * nothing else. So a cookie can be for all of {@code co.uk}.
   */
  PublicSuffixes CONSERVATIVE = new SuffixRules(Set.of(), null);

  /**
   * Whether anybody can have a name under {@code host}.
   *
   * @param host a name in any case, in A-labels or Unicode; no IP address is a public suffix
   */
  boolean isPublicSuffix(String host);

  /** The date of the list; null if it is not known. */
  @Nullable LocalDate getDate();

  /**
   * Those of the first provider that is found, {@code httpwire-suffixes} for instance; {@link
   * #CONSERVATIVE} without one. Looks once.
   *
   * @throws java.util.ServiceConfigurationError if a provider cannot be used
   */
  static PublicSuffixes installed() {
    return InstalledSuffixes.FOUND;
  }

  /**
   * Reads a file in the form of the <a href="https://publicsuffix.org/list/">public suffix
   * list</a>, such as Debian's {@code /usr/share/publicsuffix/public_suffix_list.dat}: both of its
   * sections. Blocks.
   *
   * @throws IOException if it cannot be read, or has no rule
   */
  static PublicSuffixes of(Path file) throws IOException {
    try (BufferedSource source = Okio.buffer(Okio.source(Files.newInputStream(file)))) {
      return read(source);
    }
  }

  /** Like {@link #of}, to the end of {@code source}, which the caller closes. */
  static PublicSuffixes read(BufferedSource source) throws IOException {
    return SuffixRules.read(source);
  }
}
