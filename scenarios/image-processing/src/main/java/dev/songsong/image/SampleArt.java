// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Point2D;

/** Draws faces that the detector takes for real, so that samples need not be downloaded. */
final class SampleArt {
  private static final Color SKIN = new Color(224, 180, 150);
  private static final Color SHADE = new Color(176, 128, 104);
  private static final Color DARK = new Color(48, 32, 28);

  private SampleArt() {}

  /** A face seen from the front, whose square has this centre and side. */
  static void face(Graphics2D graphics, double centreX, double centreY, double side) {
    var g = (Graphics2D) graphics.create();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.translate(centreX, centreY);
    g.scale(side / 200, side / 200);
    g.setColor(DARK);
    g.fill(oval(0, -18, 170, 220));
    g.setPaint(
        new RadialGradientPaint(
            new Point2D.Double(0, 5), 115, new float[] {0.55f, 1}, new Color[] {SKIN, SHADE}));
    g.fill(oval(0, 10, 144, 196));
    eye(g, -33);
    eye(g, 33);
    nose(g);
    mouth(g);
    g.dispose();
  }

  private static void eye(Graphics2D g, double x) {
    g.setColor(SHADE);
    g.fill(oval(x, -14, 46, 30));
    g.setColor(Color.WHITE);
    g.fill(oval(x, -12, 36, 18));
    g.setColor(DARK);
    g.fill(oval(x, -12, 17, 17));
    g.setStroke(new BasicStroke(7, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(new Arc2D.Double(x - 24, -44, 48, 26, 25, 130, Arc2D.OPEN));
  }

  private static void nose(Graphics2D g) {
    g.setColor(new Color(240, 202, 174));
    g.fill(oval(0, 12, 14, 46));
    g.setColor(SHADE);
    g.fill(oval(0, 36, 34, 14));
    g.setColor(DARK);
    g.fill(oval(-9, 38, 8, 5));
    g.fill(oval(9, 38, 8, 5));
  }

  private static void mouth(Graphics2D g) {
    g.setColor(new Color(150, 60, 60));
    g.fill(oval(0, 66, 58, 20));
    g.setColor(DARK);
    g.setStroke(new BasicStroke(3));
    g.draw(new Arc2D.Double(-28, 58, 56, 14, 190, 160, Arc2D.OPEN));
  }

  private static Ellipse2D oval(double x, double y, double width, double height) {
    return new Ellipse2D.Double(x - width / 2, y - height / 2, width, height);
  }
}
