/** The words of {@code httpwire.dsl}, suspending: calls, flows and cancellation. */
module httpwire.coroutines {
  requires transitive httpwire.dsl;
  requires transitive kotlinx.coroutines.core;

  exports httpwire.coroutines;
}
