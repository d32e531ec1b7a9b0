// Serves a folder and takes files for it: node origin.js FOLDER PORT TLS_PORT CERTIFICATE KEY
const fs = require('fs');
const http = require('http');
const https = require('https');
const path = require('path');

const [folder, port, tlsPort, certificate, key] = process.argv.slice(2);

function answer(request, response) {
  const file = path.join(folder, path.normalize(request.url));
  if (request.method === 'PUT') {
    request.pipe(fs.createWriteStream(file)).on('finish', () => response.writeHead(201).end());
  } else if (!fs.existsSync(file)) {
    response.writeHead(404).end('no such file\n');
  } else {
    // What was put is sent in chunks, which is what Node does where it is told no length.
    const length = request.url.startsWith('/up/') ? {} : { 'Content-Length': fs.statSync(file).size };
    response.writeHead(200, length);
    if (request.method === 'HEAD') response.end();
    else fs.createReadStream(file).pipe(response);
  }
}

const tls = { cert: fs.readFileSync(certificate), key: fs.readFileSync(key) };
https.createServer(tls, answer).listen(Number(tlsPort), '127.0.0.1', () => {
  http.createServer(answer).listen(Number(port), '127.0.0.1');
});
