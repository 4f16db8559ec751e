import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The page and the endpoint are one origin, as behind any proxy: cookies are for that one only.
const endpoint = process.env.PROCONNECT_URL ?? "http://127.0.0.1:8000";
const proxy = {
  "/graphql": { target: endpoint, ws: true },
  "/auth": { target: endpoint },
};

export default defineConfig({
  plugins: [react()],
  server: { proxy },
  preview: { proxy },
});
