package httpwire.client.decoding;

import httpwire.Headers;
import httpwire.call.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The codings that a client can decode: the caller's, httpwire's own, those of optional libraries.
 * Immutable; a client has one, so that they are collected once.
 */
public final class Codings {
  private static final Codings STANDARD = new Codings(Decoding.DEFAULT);

  private final Decoding options;
  private final List<ContentDecoder> decoders;
  private final Headers asking;

  private Codings(Decoding options) {
    this.options = options;
    this.decoders = new ArrayList<>(options.decoders());
    decoders.add(new GzipDecoder());
    decoders.add(new DeflateDecoder());
    if (BrotliDecoder.isAvailable()) decoders.add(new BrotliDecoder());
    if (ZstdDecoder.isAvailable()) decoders.add(new ZstdDecoder(options.maxZstdWindowBytes()));
    this.asking = Headers.of("Accept-Encoding", accepted(decoders));
  }

  /** Those that {@code options} allow, now: a library is looked for here. */
  public static Codings of(Decoding options) {
    return options.equals(Decoding.DEFAULT) ? STANDARD : new Codings(options);
  }

  /** The layer, for one call. */
  public Step newStep() {
    return new DecodingStep(this);
  }

  Decoding options() {
    return options;
  }

  /** Accept-Encoding, with all of them. */
  Headers asking() {
    return asking;
  }

  /** The decoders of these codings, in the same order; null if one is not known. */
  @Nullable List<ContentDecoder> find(List<String> codings) {
    List<ContentDecoder> found = new ArrayList<>();
    for (String coding : codings) {
      ContentDecoder decoder = find(decoders, coding);
      if (decoder == null) return null;
      found.add(decoder);
    }
    return found;
  }

  /** Each coding once: of two decoders for the same one, the first is used. */
  @SuppressWarnings("ReferenceEquality") // The very same decoder.
  private static String accepted(List<ContentDecoder> decoders) {
    List<String> codings = new ArrayList<>();
    for (ContentDecoder decoder : decoders) {
      String coding = decoder.getCodings().get(0);
      if (find(decoders, coding) == decoder) codings.add(coding);
    }
    return String.join(", ", codings);
  }

  private static @Nullable ContentDecoder find(List<ContentDecoder> decoders, String coding) {
    for (ContentDecoder decoder : decoders) {
      for (String each : decoder.getCodings()) {
        if (each.equalsIgnoreCase(coding)) return decoder;
      }
    }
    return null;
  }
}
