// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.songsong.process.Command;
import dev.songsong.process.Pipe;
import dev.songsong.process.RunningCommand;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server in a process of its own, until it is closed. */
final class Serving implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final RunningCommand process;
  private final int port;
  private final Path directory;

  private Serving(RunningCommand process, int port, Path directory) {
    this.process = process;
    this.port = port;
    this.directory = directory;
  }

  /** Starts the server where the load is not; returns when it answers. */
  static Serving start(Server server, Cores cores) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("songsong-web-bench-");
    return server == Server.NGINX ? nginx(cores, directory) : java(server, cores, directory);
  }

  private static Serving java(Server server, Cores cores, Path directory)
      throws IOException, InterruptedException {
    var port = new CompletableFuture<Integer>();
    Command command =
        cores
            .ofServer(server.command(cores.forServer()))
            .directory(directory)
            .onLine((_, line) -> {
              if (Hello.port(line) > 0) {
                port.complete(Hello.port(line));
              }
            });
    RunningCommand process = command.start();
    process
        .onExit()
        .thenAccept(
            ended -> port.completeExceptionally(new IOException(ended.stderr().toString())));
    try {
      int known = port.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return new Serving(process, known, directory);
    } catch (ExecutionException | TimeoutException e) {
      process.close();
      throw new IOException("server: " + server + " did not start (expected: its port)", e);
    }
  }

  /** One worker a core, with the answer in its configuration. */
  private static Serving nginx(Cores cores, Path directory)
      throws IOException, InterruptedException {
    int port = freePort();
    String configuration =
        """
        daemon off;
        worker_processes %d;
        worker_rlimit_nofile 20000;
        pid %s/pid;
        error_log stderr crit;
        events { worker_connections 15000; }
        http {
          access_log off;
          server_tokens off;
          keepalive_requests 1000000000;
          keepalive_timeout 300s;
          default_type %s;
          server {
            listen 127.0.0.1:%d backlog=1024;
            location = %s { return 200 '%s'; }
          }
        }
        """
            .formatted(cores.forServer(), directory, Hello.TYPE, port, Hello.PATH, Hello.TEXT);
    Path file = directory.resolve("nginx.conf");
    Files.writeString(file, configuration);
    RunningCommand process =
        cores
            .ofServer(Command.of("nginx", "-c", file.toString(), "-e", "stderr"))
            .directory(directory)
            .start();
    var serving = new Serving(process, port, directory);
    try {
      serving.awaitAnswer();
      return serving;
    } catch (IOException e) {
      serving.close();
      throw new IOException(process.captured(Pipe.STDERR).toString(), e);
    }
  }

  private static int freePort() throws IOException {
    try (var probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  private void awaitAnswer() throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (var _ = new Socket(Hello.anywhere().getAddress(), port)) {
        return;
      } catch (IOException e) {
        if (!process.alive() || System.nanoTime() > end) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  int port() {
    return port;
  }

  /** The processes that serve: the first one and all below it. */
  List<Long> pids() {
    var pids = ImmutableList.<Long>builder().add(process.pid());
    ProcessHandle.of(process.pid())
        .ifPresent(first -> first.descendants().forEach(one -> pids.add(one.pid())));
    return pids.build();
  }

  /** What its processes have computed so far, whoever else had the core meanwhile. */
  Duration cpuTime() {
    return pids().stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  @Override
  public void close() throws IOException {
    process.close();
    MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
