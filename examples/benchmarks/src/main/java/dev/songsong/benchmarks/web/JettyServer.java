// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import java.nio.ByteBuffer;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty, whose handlers may block, on virtual threads. */
final class JettyServer {
  private JettyServer() {}

  private static final class Answers extends Handler.Abstract {
    private final ByteBuffer body = ByteBuffer.wrap(Hello.bytes()).asReadOnlyBuffer();

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, Hello.TYPE);
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
      response.write(true, body.slice(), callback);
      return true;
    }
  }

  public static void main(String[] args) throws Exception {
    var threads = new QueuedThreadPool();
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    var server = new Server(threads);
    var settings = new HttpConfiguration();
    settings.setSendServerVersion(false);
    settings.setSendDateHeader(true);
    var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(settings));
    connector.setHost(Hello.anywhere().getHostString());
    connector.setAcceptQueueSize(1024);
    server.addConnector(connector);
    server.setHandler(new Answers());
    server.start();
    Hello.listening(connector.getLocalPort());
  }
}
