// What part of the drawing is seen: panning and zooming by the mouse, by touch and by keys.

import { Labels } from "./labels.js";

const CLOSEST = 16;
const LEVELS = 4;
const FARTHEST = -1; // from where no labels have room but that of the middle
const READABLE = 0.62; // pixels to a unit at which the lines of a lens can be told apart

export class View {
  constructor(svg) {
    this.svg = svg;
    this.width = Number(svg.dataset.width);
    this.height = Number(svg.dataset.height);
    this.labels = svg.classList.contains("near") ? new Labels(svg) : null;
    this.pointers = new Map();
    this.moved = false;
    svg.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    svg.addEventListener("pointerdown", (event) => this.down(event));
    svg.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) svg.addEventListener(name, (event) => this.up(event));
    // A click at the end of a pull is none.
    svg.addEventListener("click", (event) => this.moved && (event.preventDefault(), event.stopPropagation()), true);
    new ResizeObserver(() => this.show()).observe(svg);
    this.whole();
  }

  /** All of it, or on a narrow screen as much as can be read, around the middle. */
  whole() {
    const narrow = this.svg.clientWidth < 600;
    this.svg.style.height = narrow ? `${Math.min(innerHeight * 0.7, this.height * READABLE + 24)}px` : "";
    const box = this.svg.getBoundingClientRect();
    const fitting = Math.min(box.width / this.width, box.height / this.height) || 1;
    this.fitting = fitting;
    const middle = this.svg.querySelector(".point.centre").dataset;
    const readable = narrow && this.svg.classList.contains("near") ? Math.max(fitting, READABLE) : fitting;
    this.scale = readable;
    this.x = readable > fitting ? Number(middle.x) : this.width / 2;
    this.y = readable > fitting ? Number(middle.y) : this.height / 2;
    this.show();
  }

  /** What a button or a key asks for. */
  act(name) {
    if (name === "whole") this.whole();
    if (name === "in") this.zoom(1.5);
    if (name === "out") this.zoom(1 / 1.5);
  }

  /** Zoom by a factor; what stands at (x, y) in the drawing stays where it is. */
  zoom(factor, x = this.x, y = this.y) {
    const scale = Math.min(Math.max(this.scale * factor, this.fitting * 0.8), CLOSEST);
    this.x = x + ((this.x - x) * this.scale) / scale;
    this.y = y + ((this.y - y) * this.scale) / scale;
    this.scale = scale;
    this.show();
  }

  /** Move by so many pixels. */
  pan(dx, dy) {
    this.x = Math.min(Math.max(this.x - dx / this.scale, 0), this.width);
    this.y = Math.min(Math.max(this.y - dy / this.scale, 0), this.height);
    this.show();
  }

  /** Move as little as brings a place into sight. */
  reveal(x, y) {
    const box = this.svg.getBoundingClientRect();
    const [wide, high] = [(box.width / this.scale) * 0.4, (box.height / this.scale) * 0.4];
    this.x = Math.min(Math.max(this.x, x - wide), x + wide);
    this.y = Math.min(Math.max(this.y, y - high), y + high);
    this.show();
  }

  /** Draw what is seen, in the next frame. */
  show() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      const box = this.svg.getBoundingClientRect();
      const [wide, high] = [box.width / this.scale, box.height / this.scale];
      this.svg.setAttribute("viewBox", `${this.x - wide / 2} ${this.y - high / 2} ${wide} ${high}`);
      if (this.scale !== this.drawn) this.rescale();
      this.labels?.fit(this.x - wide / 2, this.x + wide / 2, this.scale);
    });
  }

  /** Keep strokes and letters as large as they were, and write the labels that have room from here. */
  rescale() {
    this.drawn = this.scale;
    this.svg.style.setProperty("--unit", String(1 / this.scale));
    const level = Math.floor(Math.log2(this.scale * 1.06)) + 1;
    this.svg.dataset.level = String(Math.min(Math.max(level, FARTHEST), LEVELS));
  }

  /** Where in the drawing an event happened. */
  at(event) {
    const box = this.svg.getBoundingClientRect();
    return [
      this.x + (event.clientX - box.left - box.width / 2) / this.scale,
      this.y + (event.clientY - box.top - box.height / 2) / this.scale,
    ];
  }

  wheel(event) {
    // Without a key the wheel scrolls the page, which is longer than the drawing.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY / 300), ...this.at(event));
  }

  down(event) {
    if (event.button) return;
    this.pointers.set(event.pointerId, event);
    this.moved = false;
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const still = event.pointerType === "touch" ? 10 : 4; // a finger trembles
    if (Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) < still && !this.moved) return;
    if (!this.moved) this.svg.setPointerCapture(event.pointerId);
    this.moved = true;
    this.svg.classList.add("grabbed");
    const other = [...this.pointers.values()].find((one) => one.pointerId !== event.pointerId);
    if (other) {
      const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      this.zoom(apart(event) / Math.max(apart(before), 1), ...this.at(other));
    } else {
      this.pan(event.clientX - before.clientX, event.clientY - before.clientY);
    }
    this.pointers.set(event.pointerId, event);
  }

  up(event) {
    this.pointers.delete(event.pointerId);
    this.svg.classList.remove("grabbed");
  }
}
