/** Kotlin builders over the connection of {@code httpwire.core}. */
@SuppressWarnings("module") // The module that internals are exported to is built after this one.
module httpwire.dsl {
  requires transitive httpwire.core;
  requires transitive kotlin.stdlib;

  exports httpwire.dsl;
  exports httpwire.dsl.internal to
      httpwire.coroutines;
}
