package httpwire.client.cache;

import httpwire.Headers;
import httpwire.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * For which requests a stored response is, RFC 9111 §4.1: those whose fields of these names say the
 * same. The values are kept as a digest only, since there may be secrets among them. Authorization
 * is always one of the names if the request had it, so that no user gets the response of another.
 *
 * @param names in lower case and in order
 * @param digest of the values
 */
record Variant(List<String> names, String digest) {
  /** The variant that no request matches. */
  static final Variant NEVER = new Variant(List.of("*"), "*");

  private static final String AUTHORIZATION = "authorization";
  private static final List<String> RANKED =
      List.of("accept-encoding", "accept-language", "accept-charset");

  /**
   * The variant of a response to {@code request}.
   *
   * @return null if no request ever matches, because of {@code *}
   */
  static @Nullable Variant of(Headers response, Request request) {
    TreeSet<String> names = new TreeSet<>();
    for (String line : response.getAll("Vary")) {
      for (String member : line.split(",")) names.add(member.strip().toLowerCase(Locale.ROOT));
    }
    names.remove("");
    if (names.contains("*")) return null;
    if (request.getHeaders().contains(AUTHORIZATION)) names.add(AUTHORIZATION);
    return of(List.copyOf(names), request.getHeaders());
  }

  private static Variant of(List<String> names, Headers request) {
    StringBuilder values = new StringBuilder();
    for (String name : names) values.append(name).append(normal(name, request)).append('\n');
    return new Variant(names, ByteString.encodeUtf8(values.toString()).sha256().hex());
  }

  boolean matches(Request request) {
    Headers headers = request.getHeaders();
    boolean isForOthers = headers.contains(AUTHORIZATION) && !names.contains(AUTHORIZATION);
    return !isForOthers && of(names, headers).digest.equals(digest);
  }

  /** A field that is absent matches only one that is absent too. */
  private static String normal(String name, Headers request) {
    if (!request.contains(name)) return "";
    String joined = String.join(", ", request.getAll(name));
    return ":" + (RANKED.contains(name) ? ranked(joined) : joined);
  }

  /**
   * Neither case nor blanks matter in these fields, and the order only among members of the same
   * weight, which some servers give a meaning (RFC 9110 §12.5.4).
   */
  private static String ranked(String value) {
    List<Member> members = new ArrayList<>();
    for (String member : value.toLowerCase(Locale.ROOT).split(",")) {
      String plain = member.replace(" ", "").replace("\t", "");
      if (!plain.isEmpty()) members.add(Member.of(plain));
    }
    members.sort(Comparator.comparingInt(Member::weight));
    return members.toString();
  }

  /**
   * A member of a list and its weight in thousandths, RFC 9110 §12.4.2; -1 if that can't be read.
   */
  private record Member(String text, int weight) {
    private static final Pattern WEIGHT = Pattern.compile("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)");

    static Member of(String member) {
      int last = member.lastIndexOf(';');
      if (last < 0) return new Member(member, 1000);
      String weight = member.substring(last + 1);
      if (!WEIGHT.matcher(weight).matches()) return new Member(member, -1);
      String digits = (weight.substring(2).replace(".", "") + "000").substring(0, 4);
      return new Member(member.substring(0, last), Integer.parseInt(digits));
    }
  }
}
