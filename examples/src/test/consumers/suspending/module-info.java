module app {
  requires httpwire.coroutines;
}
