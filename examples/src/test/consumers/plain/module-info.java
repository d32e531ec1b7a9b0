module app {
  requires httpwire.core;
}
