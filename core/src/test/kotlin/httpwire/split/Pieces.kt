package httpwire.split

import httpwire.internal.wire.Ending
import httpwire.internal.wire.PiecewiseSource
import okio.Buffer
import okio.BufferedSource
import okio.ByteString
import okio.buffer
import kotlin.random.Random

/** The bytes of a segment of Okio's. */
private const val SEGMENT_BYTES = 8192

/** A longer message is not split at every place, but at so many. */
private const val PLACES = 200

/** A way in which bytes may arrive, and its name. */
internal class Arrival(private val name: String, val open: (Ending) -> BufferedSource) {
    override fun toString() = name
}

private fun ByteString.cutAt(vararg places: Int): List<ByteString> =
    (listOf(0) + places.sorted() + size).zipWithNext { from, to -> substring(from, to) }

internal fun ByteString.piecesOf(byteCount: Int): List<ByteString> =
    (0 until size step byteCount).map { substring(it, minOf(it + byteCount, size)) }

/** All places between two bytes, or [PLACES] of them. */
private fun ByteString.places(): List<Int> =
    if (size <= PLACES) (1 until size).toList() else List(PLACES) { 1 + (it.toLong() * (size - 1) / PLACES).toInt() }

private fun inPieces(name: String, pieces: List<ByteString>) = Arrival(name) { PiecewiseSource(pieces, it).buffer() }

/** All bytes are in the buffer, the first [byteCount] of them at the end of its first segment. */
private fun ByteString.acrossSegments(byteCount: Int): Buffer {
    val filler = SEGMENT_BYTES - byteCount % SEGMENT_BYTES
    return Buffer().write(ByteArray(filler)).write(this).apply { skip(filler.toLong()) }
}

/** How [bytes] are cut into pieces, by name: as a whole, at every place, at random ones, of one size. */
internal fun pieces(bytes: ByteString): Map<String, List<ByteString>> = buildMap {
    put("whole", listOf(bytes))
    for (place in bytes.places()) put("cut at $place", bytes.cutAt(place))
    val random = Random(bytes.size)
    if (bytes.size > 1) {
        repeat(20) {
            val places = intArrayOf(random.nextInt(bytes.size), random.nextInt(bytes.size))
            put("cut at ${places.toList()}", bytes.cutAt(*places))
        }
    }
    for (size in listOf(1, 2, 3, 7, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1)) {
        put("pieces of $size", bytes.piecesOf(size))
    }
}

/** Every way in which [bytes] may arrive: in [pieces], and at once but over two segments. */
internal fun arrivals(bytes: ByteString): List<Arrival> =
    pieces(bytes).map { (name, pieces) -> inPieces(name, pieces) } +
        bytes.places().map { place ->
            Arrival("whole, in segments that end at $place") { bytes.acrossSegments(place) }
        }
