package httpwire.examples.command

import httpwire.HttpException
import httpwire.HttpException.IncompleteRead
import httpwire.HttpException.Timeout
import httpwire.HttpException.TlsFailed
import httpwire.HttpException.TooManyRedirects
import httpwire.HttpException.TunnelRefused

/** Which option may help after a failure; null if none does. */
internal fun hint(failure: HttpException): String? = when (failure) {
    is TlsFailed -> hint(failure.problem)
    is Timeout -> "--timeout TIME to wait longer"
    is TooManyRedirects -> "--max-redirs COUNT"
    is TunnelRefused -> "--proxy-user USER:SECRET".takeIf { failure.status == PROXY_AUTHENTICATION_REQUIRED }
    is IncompleteRead -> "-C - with -o or -O to go on where it was cut"
    else -> null
}

private fun hint(problem: TlsFailed.Problem): String? = when (problem) {
    TlsFailed.Problem.UNTRUSTED -> "--cacert FILE to trust its issuer, or --insecure"
    TlsFailed.Problem.EXPIRED -> "--insecure to accept it"
    TlsFailed.Problem.WRONG_NAME -> "the host that the certificate is for, or --insecure"
    TlsFailed.Problem.PIN -> "--pin with the keys that it has now, if you know why they changed"
    TlsFailed.Problem.NOT_TLS -> "http:// in place of https://"
    TlsFailed.Problem.NO_COMMON_PROTOCOL, TlsFailed.Problem.OTHER -> null
}

private const val PROXY_AUTHENTICATION_REQUIRED = 407
