package httpwire.transport

import java.nio.channels.SocketChannel

/** What the dialer makes of a channel that is connected. */
internal fun transportOver(channel: SocketChannel, peer: String): Transport =
    ChannelTransport(ChannelSocket(channel), peer)
