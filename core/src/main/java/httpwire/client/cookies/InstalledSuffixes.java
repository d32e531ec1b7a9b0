package httpwire.client.cookies;

import java.util.Iterator;
import java.util.ServiceLoader;

/** Looks for a provider when it is first needed. */
final class InstalledSuffixes {
  static final PublicSuffixes FOUND = find();

  private InstalledSuffixes() {}

  private static PublicSuffixes find() {
    ClassLoader ours = PublicSuffixes.class.getClassLoader();
    Iterator<PublicSuffixes> providers = ServiceLoader.load(PublicSuffixes.class, ours).iterator();
    return providers.hasNext() ? providers.next() : PublicSuffixes.CONSERVATIVE;
  }
}
