/** The public suffix list, which httpwire's cookies find by being asked for a provider. */
module httpwire.suffixes {
  requires transitive httpwire.core;
  requires static transitive org.jspecify;

  exports httpwire.suffixes;

  provides httpwire.client.cookies.PublicSuffixes with
      httpwire.suffixes.PublicSuffixList;
}
