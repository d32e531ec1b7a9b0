module app {
  requires httpwire.core;
  requires httpwire.testing;
}
