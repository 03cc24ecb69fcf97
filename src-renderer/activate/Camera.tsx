import { useEffect, useRef, useState } from 'react';
import { toBase64 } from '../../src-shared/bytes.ts';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { activateText } from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { Note } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { codesOfPicture } from './take-files.ts';

const text = activateText;

/** A QR code on a telephone or a sheet needs no more; the engine reads such a picture in some 20 ms. */
const widest = 960;
/** Between two pictures that are read. */
const everyMs = 250;

type State = 'starting' | 'looking' | 'cameraDenied' | 'cameraNone' | 'cameraUnsupported';

function stateOf(thrown: unknown): State {
  const name = thrown instanceof DOMException ? thrown.name : '';
  return name === 'NotAllowedError' || name === 'SecurityError' ? 'cameraDenied' : 'cameraNone';
}

/** The picture as the camera gives it now, as PNG in base64; undefined where there is none yet. */
async function shot(video: HTMLVideoElement): Promise<string | undefined> {
  if (video.videoWidth === 0) return undefined;
  const scale = Math.min(1, widest / video.videoWidth);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9));
  return png === null ? undefined : toBase64(new Uint8Array(await png.arrayBuffer()));
}

/** Looks through the camera until a code is found, or several on one sheet. It is asked for when this is opened, and off as soon as this is closed. */
export function CameraDialog({
  opened,
  onClose,
  onFound,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onFound: (codes: readonly string[]) => void;
}) {
  return (
    <Dialog opened={opened} onClose={onClose} title={text.cameraTitle} size={560}>
      {opened ? <CameraView onFound={onFound} /> : null}
    </Dialog>
  );
}

function CameraView({ onFound }: { readonly onFound: (codes: readonly string[]) => void }) {
  const workbench = useWorkbench();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<State>('starting');
  const found = useRef(onFound);
  found.current = onFound;

  useEffect(() => {
    const over = new AbortController();
    let stream: MediaStream | undefined;
    const look = async () => {
      const devices = navigator.mediaDevices as MediaDevices | undefined;
      if (devices === undefined) {
        setState('cameraUnsupported');
        return;
      }
      stream = await devices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1280 } },
        audio: false,
      });
      const screen = video.current;
      if (over.signal.aborted || screen === null) return;
      screen.srcObject = stream;
      await screen.play();
      setState('looking');
      while (!over.signal.aborted) {
        const image = await shot(screen);
        if (image !== undefined && !over.signal.aborted) {
          try {
            const codes = await codesOfPicture(workbench, image);
            if (!over.signal.aborted) found.current(codes);
            return;
          } catch (thrown) {
            // No code in this picture, or another QR code: the next one may have it. An engine that is gone has none.
            if (toWorkbenchError(thrown).code === 'engine_gone') throw thrown;
          }
        }
        await new Promise((resolve) => setTimeout(resolve, everyMs));
      }
    };
    look()
      .catch((thrown: unknown) => {
        if (!over.signal.aborted) setState(stateOf(thrown));
      })
      // The camera may have been given after the dialog was closed.
      .finally(() => over.signal.aborted && stop());
    function stop() {
      for (const track of stream?.getTracks() ?? []) track.stop();
    }
    return () => {
      over.abort();
      stop();
    };
  }, [workbench]);

  return (
    <div className="stack">
      {state === 'starting' || state === 'looking' ? (
        <>
          <video ref={video} className="camera" muted playsInline aria-label={text.cameraTitle} />
          <p role="status">{state === 'starting' ? text.cameraStarting : text.cameraLooking}</p>
          <p className="quiet small">{text.cameraHint}</p>
        </>
      ) : (
        <Note kind="warn" live>
          {text[state]}
        </Note>
      )}
    </div>
  );
}
