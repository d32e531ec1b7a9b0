package httpwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A link of a Link field, RFC 8288: {@code <https://a.example/items?page=2>; rel="next"}.
 *
 * <p>All of it is text from a server. Whoever follows a link to another origin sends what the
 * client sends there.
 *
 * @param target the URI reference between the angle brackets, as it was written
 * @param rel the relation types, in lower case; at least one
 * @param anchor what the link is from, as it was written; null if that is the resource that was
 *     asked for
 * @param attributes the other parameters: names in lower case, values in their order, of {@code
 *     media}, {@code title} and {@code type} only the first. A decoded {@code title*} (RFC 8187)
 *     has the name {@code title}, in place of a plain one
 */
public record Link(
    String target,
    List<String> rel,
    @Nullable String anchor,
    Map<String, List<String>> attributes) {

  /** A link from copies of the list and the map. */
  public Link {
    rel = List.copyOf(rel);
    attributes = LinkParser.copyOf(attributes);
  }

  /**
   * The links of these field values, read as RFC 8288 appendix B says. Never fails: what follows
   * the first character that does not fit is left out, up to the end of its field value, and so are
   * links without a relation type.
   */
  public static List<Link> parse(List<String> fieldValues) {
    List<Link> links = new ArrayList<>();
    for (String fieldValue : fieldValues) new LinkParser(fieldValue).readInto(links);
    return List.copyOf(links);
  }

  /** Like {@link #parse(List)}, of one field value. */
  public static List<Link> parse(String fieldValue) {
    return parse(List.of(fieldValue));
  }

  /**
   * The first of {@code links} that has this relation type, in any case, and is from the resource
   * itself: a link with an anchor is not (§3.2). Null if there is none.
   */
  static @Nullable Link find(List<Link> links, String relationType) {
    for (Link link : links) {
      if (link.anchor == null && link.hasRel(relationType)) return link;
    }
    return null;
  }

  /** Whether {@code relationType} is one of {@link #rel}, in any case. */
  public boolean hasRel(String relationType) {
    return rel.contains(relationType.toLowerCase(Locale.ROOT));
  }

  /** What the target is called, for people; null if the link does not say it. */
  public @Nullable String title() {
    return attribute("title");
  }

  /** The media type that the target may have; null if the link does not say it. */
  public @Nullable String type() {
    return attribute("type");
  }

  /** The media that the target is for, as a media query; null if the link does not say it. */
  public @Nullable String media() {
    return attribute("media");
  }

  /** The languages that the target may have; empty if the link does not say it. */
  public List<String> hreflang() {
    return attributes.getOrDefault("hreflang", List.of());
  }

  /** The first value of the attribute of this name, in lower case; null if there is none. */
  public @Nullable String attribute(String name) {
    List<String> values = attributes.get(name);
    return values == null || values.isEmpty() ? null : values.get(0);
  }

  /**
   * The URL of the target, for a link in a response from {@code base}; without a fragment. Null if
   * it is not an http or https URL, or if {@link HttpUrl#resolve} refuses it for another reason.
   */
  public @Nullable HttpUrl resolve(HttpUrl base) {
    try {
      return base.resolve(target);
    } catch (HttpException.InvalidUrl notHttp) {
      return null;
    }
  }

  /**
   * Like {@link #resolve(HttpUrl)}, against a URL in the form that a response has it. If {@code
   * baseUrl} is not a URL, a target that is one is still resolved.
   */
  public @Nullable HttpUrl resolve(String baseUrl) {
    HttpUrl base = url(baseUrl);
    return base == null ? url(target) : resolve(base);
  }

  private static @Nullable HttpUrl url(String text) {
    try {
      return HttpUrl.parse(text);
    } catch (HttpException.InvalidUrl notHttp) {
      return null;
    }
  }
}
