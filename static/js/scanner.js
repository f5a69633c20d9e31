// The camera reads the QR code of a receipt or badge, where the browser can do that.
"use strict";

(() => {
  const root = document.querySelector("[data-scanner]");
  if (!root || !("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
  const start = root.querySelector("[data-start]");
  const stop = root.querySelector("[data-stop]");
  const video = root.querySelector("video");
  const problem = root.querySelector("[data-problem]");
  let stream = null;

  function close() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = stop.hidden = true;
    start.hidden = false;
  }

  async function look(detector) {
    if (!stream) return;
    const [found] = await detector.detect(video).catch(() => []);
    if (found) {
      close();
      root.dispatchEvent(new CustomEvent("scanned", { bubbles: true, detail: found.rawValue }));
    } else setTimeout(() => look(detector), 250);
  }

  async function open() {
    problem.hidden = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      video.hidden = stop.hidden = false;
      start.hidden = true;
      await video.play();
      look(new BarcodeDetector({ formats: ["qr_code"] }));
    } catch {
      close();
      problem.hidden = false;
    }
  }

  root.hidden = false;
  start.addEventListener("click", open);
  stop.addEventListener("click", close);
  window.addEventListener("pagehide", close);
})();
